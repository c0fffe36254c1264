// One line at the foot of the page: what was done, or why it was not.

let timer;

export function tell(text) {
  const notice = document.getElementById("notice");
  notice.textContent = text;
  notice.classList.add("shown");
  clearTimeout(timer);
  timer = setTimeout(() => notice.classList.remove("shown"), 6000);
}

/** Runs what a click asks for; a failure becomes a notice. */
export function telling(action) {
  return async (...values) => {
    try {
      await action(...values);
    } catch (error) {
      tell(error.message);
    }
  };
}
