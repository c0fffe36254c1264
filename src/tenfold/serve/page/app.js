// The service's page: draw, teach and train around the model at work.

import { ask } from "./api.js";
import { startCorrecting } from "./correct.js";
import { DrawView } from "./draw.js";
import { Network } from "./network.js";
import { tell, telling } from "./notice.js";
import { startPictures } from "./picture.js";
import { parseModel } from "./safetensors.js";
import { startTabs } from "./tabs.js";
import { TeachView } from "./teach.js";
import { startTheme } from "./theme.js";
import { TrainView } from "./train.js";

async function loadNetwork() {
  return new Network(parseModel(await (await ask("GET", "/api/model")).arrayBuffer()));
}

async function start() {
  startTheme(document.getElementById("theme"));
  const view = new DrawView(await loadNetwork());
  const teach = new TeachView(async () => view.setNetwork(await loadNetwork()));
  const train = new TrainView();
  startCorrecting(view, document.getElementById("correct"));
  startPictures(() => view.network.classNames);
  startTabs(document.querySelector("[role=tablist]"), telling(async (id) => {
    if (id === "tab-teach") await teach.show();
    if (id === "tab-train") await train.show();
  }));
}

start().catch((error) => tell(error.message));
