// Runs a component's script, which the browser is sent once for a page and not with each update (see loaded.py).

const scripts = (window.kbScripts ??= { modules: new Map(), waiting: [], latest: new WeakMap() });
const PATIENCE = 500; // milliseconds for which a script may still come with another component

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const [version, text, css] = data.script, script = { version, text, css };
  if (script.text && !scripts.modules.has(script.version)) load(script);
  const module = scripts.modules.get(script.version);
  if (module?.default) return module.default(component);
  scripts.latest.set(parentElement, component);
  const isLatest = () => scripts.latest.get(parentElement) === component && parentElement.isConnected;
  let end = null;
  arrival(script.version, () => isLatest() && setTriggerValue("script", script.version)).then((found) => {
    if (isLatest()) end = found.default(component);
  });
  return () => end?.();
}

function load({ version, text, css }) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  scripts.modules.set(version, import(url).then((module) => {
    scripts.modules.set(version, module);
    URL.revokeObjectURL(url);
    return module;
  }));
  for (const then of scripts.waiting.splice(0)) then();
  if (css) document.body.append(Object.assign(document.createElement("style"), { textContent: css }));
}

// The script, whenever it comes. If nothing brings it soon, ask for it: the answer updates only the component
// that it comes with, and the others are drawn from here.
async function arrival(version, ask) {
  const late = setTimeout(() => scripts.modules.has(version) || ask(), PATIENCE);
  while (!scripts.modules.has(version)) await new Promise((done) => scripts.waiting.push(done));
  clearTimeout(late);
  return scripts.modules.get(version);
}
