// Loaded before a program: whatever it fetches comes from the test's own server instead.
const fetchFromThere = globalThis.fetch;
globalThis.fetch = (address, options) => {
  const { pathname } = new URL(String(address));
  return fetchFromThere(new URL(pathname, process.env.FETCH_FROM), options);
};
