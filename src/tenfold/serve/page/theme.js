// Light or dark: as the system has it, until someone chooses.

const KEY = "tenfold-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** @param {HTMLButtonElement} button turns light to dark and back */
export function startTheme(button) {
  const apply = () => {
    const isDark = (stored() ?? (system.matches ? "dark" : "light")) === "dark";
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    button.textContent = isDark ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark ? "Use light colours" : "Use dark colours");
  };
  button.addEventListener("click", () => {
    store(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}

// A page opened from disk may have no storage; then the choice lasts as long as the page.
let remembered = null;

function stored() {
  try {
    return localStorage.getItem(KEY) ?? remembered;
  } catch {
    return remembered;
  }
}

function store(theme) {
  remembered = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Kept in `remembered` alone.
  }
}
