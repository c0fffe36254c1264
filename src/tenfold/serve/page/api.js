// Asking the service. The token, where there is one, came behind the # of the address.

const KEY = "tenfold-token";

function token() {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found) {
    sessionStorage.setItem(KEY, found);
    history.replaceState(null, "", location.pathname); // not to be read over a shoulder
  }
  return sessionStorage.getItem(KEY);
}

/**
 * @param {string} method @param {string} path @param {object | FormData} [body] JSON unless a form
 * @returns {Promise<Response>}
 * @throws {Error} with the service's own line, when it refuses or is away
 */
export async function ask(method, path, body) {
  const headers = {};
  if (token()) headers.Authorization = `Bearer ${token()}`;
  if (body && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(body);
  }
  const response = await fetch(path, { method, headers, body }).catch(() => {
    throw new Error("The service does not answer; is it still running?");
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new Error(problem?.detail ?? `The service answered ${response.status}.`);
}

export async function askJson(method, path, body) {
  return (await ask(method, path, body)).json();
}

/** Server-sent events, one after the other, as objects. EventSource could not send the token. */
export async function* follow(path) {
  const reader = (await ask("GET", path)).body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value.replaceAll("\r", "");
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").find((line) => line.startsWith("data: "));
      if (data) yield JSON.parse(data.slice(6));
    }
  }
}
