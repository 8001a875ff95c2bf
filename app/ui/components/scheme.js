// Light or dark, when it changes: what hangs outside the app follows at once, and what the server draws is drawn anew.

let tell = null;

/** Follow the scheme of the app; `send` tells the server. */
export function followScheme(send) {
  tell = send;
  const app = document.querySelector(".stApp");
  if (!app || app.kbScheme) return;
  app.kbScheme = schemeOf(app);
  new MutationObserver(() => follow(app)).observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => follow(app), 100));
}

const schemeOf = (app) => getComputedStyle(app).colorScheme;

function follow(app) {
  const now = schemeOf(app);
  if (now === app.kbScheme) return;
  app.kbScheme = now;
  document.documentElement.style.colorScheme = now; // popovers, dialogs and toasts are no part of the app's element
  if (document.querySelector("[data-testid='stMain'] canvas, [data-testid='stMain'] [_echarts_instance_]")) tell("scheme", now);
}
