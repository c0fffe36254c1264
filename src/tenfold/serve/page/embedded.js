// The exported page: the drawing part with the model that is written inside the page.

import { DrawView } from "./draw.js";
import { Network } from "./network.js";
import { parseModel } from "./safetensors.js";
import { startTheme } from "./theme.js";

startTheme(document.getElementById("theme"));
const text = atob(document.getElementById("model").textContent);
const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
new DrawView(new Network(parseModel(bytes.buffer)));
