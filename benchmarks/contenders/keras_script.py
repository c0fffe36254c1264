"""The practical as it is written with Keras, its own settings left alone, as a script.

    python keras_script.py PICTURES.npz SEED [EPOCHS]

PICTURES.npz is laid out as Keras's own mnist.npz. The last line is the test accuracy.
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D
from keras.models import Sequential
from keras.utils import set_random_seed, to_categorical

file, seed, epochs = sys.argv[1], int(sys.argv[2]), int((*sys.argv, "10")[3])
set_random_seed(seed)

with np.load(file) as data:
    x_train, y_train, x_test, y_test = (
        data[name] for name in ("x_train", "y_train", "x_test", "y_test")
    )
x_train = np.expand_dims(x_train.astype("float32") / 255, -1)
x_test = np.expand_dims(x_test.astype("float32") / 255, -1)
y_train = to_categorical(y_train, 10)
y_test = to_categorical(y_test, 10)

model = Sequential()
model.add(Input((28, 28, 1)))
model.add(Conv2D(32, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))

model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(
    x_train, y_train, epochs=epochs, batch_size=32, validation_data=(x_test, y_test), verbose=2
)
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
model.save(f"{file.removesuffix('.npz')}-{seed}.keras")
print(accuracy)
