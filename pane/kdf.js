// Derives one key from the words somebody typed, answers, and is ended with all the memory it took.

import { initSync, kdf } from "/a/{{core.js}}";

self.onmessage = ({ data: { program, params, words } }) => {
  initSync({ module: program });
  postMessage(kdf(params, words));
  close();
};
