// The pad: a canvas that turns mouse, touch, pen and keys into strokes of a Drawing.

const PEN_WIDTH = 0.05; // of the pad's height, on screen only; the network's pen is raster.js's
const KEY_STEP = 0.03; // of the pad's height that an arrow key moves the pen

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Pad {
  /**
   * @param {HTMLCanvasElement} canvas with `touch-action: none`
   * @param {import("./drawing.js").Drawing} drawing
   * @param {() => void} changed called after every change of the drawing
   */
  constructor(canvas, drawing, changed) {
    this.canvas = canvas;
    this.drawing = drawing;
    this.changed = changed;
    this.pointer = null; // the id of the one pointer that draws: a resting palm does not
    this.cursor = null; // the keyboard's pen, {x, y, down}
    this.listen();
    new ResizeObserver(() => this.paint()).observe(canvas);
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(end, (event) => {
        if (event.pointerId === this.pointer) this.pointer = null;
      });
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => {
      this.cursor = null;
      this.paint();
    });
  }

  down(event) {
    if (this.pointer !== null || event.button !== 0) return;
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.cursor = null;
    this.drawing.begin(this.place(event));
    this.update();
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.drawing.extend(this.place(one));
    this.update();
  }

  key(event) {
    if (event.key in ARROWS) this.steer(ARROWS[event.key]);
    else if (event.key === " ") this.toggleKeyPen();
    else return;
    event.preventDefault();
    this.paint();
  }

  steer([right, down]) {
    const cursor = this.keyPen();
    cursor.x = Math.min(this.ratio, Math.max(0, cursor.x + right * KEY_STEP));
    cursor.y = Math.min(1, Math.max(0, cursor.y + down * KEY_STEP));
    if (cursor.down && this.drawing.extend([cursor.x, cursor.y])) this.changed();
  }

  toggleKeyPen() {
    const cursor = this.keyPen();
    cursor.down = !cursor.down;
    if (!cursor.down) return;
    this.drawing.begin([cursor.x, cursor.y]);
    this.changed();
  }

  keyPen() {
    this.cursor ??= { x: this.ratio / 2, y: 0.3, down: false };
    return this.cursor;
  }

  /** The pad's width in units of its height. */
  get ratio() {
    return this.canvas.clientWidth / this.canvas.clientHeight;
  }

  place(event) {
    const { left, top, height } = this.canvas.getBoundingClientRect();
    return [(event.clientX - left) / height, (event.clientY - top) / height];
  }

  update() {
    this.paint();
    this.changed();
  }

  paint() {
    const { canvas } = this;
    const height = Math.round(canvas.clientHeight * devicePixelRatio);
    const width = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext("2d");
    context.setTransform(height, 0, 0, height, 0, 0);
    context.clearRect(0, 0, this.ratio, 1);
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = PEN_WIDTH;
    for (const stroke of this.drawing.strokes) paintStroke(context, stroke);
    if (this.cursor) paintCursor(context, this.cursor);
  }
}

// Curves through the middles of the segments: smooth, and never far from the points.
function paintStroke(context, stroke) {
  context.beginPath();
  context.moveTo(...stroke[0]);
  for (let i = 1; i < stroke.length - 1; i++) {
    const [x, y] = stroke[i];
    const [nextX, nextY] = stroke[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...stroke.at(-1));
  context.stroke();
}

function paintCursor(context, { x, y, down }) {
  context.lineWidth = 0.006;
  context.beginPath();
  context.arc(x, y, PEN_WIDTH / 2 + (down ? 0 : 0.02), 0, 2 * Math.PI);
  context.stroke();
}
