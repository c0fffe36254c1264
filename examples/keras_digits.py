"""Digit recognition with a convolutional network, as it is written with Keras.

The only thing that is not TensorFlow's here is the word "tenfold" in the imports.
"""

import numpy as np

from tenfold.keras.datasets import mnist
from tenfold.keras.layers import Conv2D, Dense, Flatten, MaxPooling2D
from tenfold.keras.models import Sequential
from tenfold.keras.utils import to_categorical

# 60,000 images to learn from and 10,000 to be judged on, 28×28 pixels from 0 to 255.
(x_train, y_train), (x_test, y_test) = mnist.load_data()
print("Training images:", x_train.shape, "Test images:", x_test.shape)

# Pixels from 0 to 1, with an axis for the one channel.
x_train = np.expand_dims(x_train.astype("float32") / 255, -1)
x_test = np.expand_dims(x_test.astype("float32") / 255, -1)

# 3 becomes [0, 0, 0, 1, 0, 0, 0, 0, 0, 0].
y_train = to_categorical(y_train, 10)
y_test = to_categorical(y_test, 10)

model = Sequential()
model.add(Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
model.summary()

model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, epochs=10, batch_size=32, validation_data=(x_test, y_test))

test_loss, test_accuracy = model.evaluate(x_test, y_test)
print("Test accuracy:", round(test_accuracy, 4))

predictions = model.predict(x_test[:5])
print("Predicted:", np.argmax(predictions, axis=1))
print("Actual:   ", np.argmax(y_test[:5], axis=1))
