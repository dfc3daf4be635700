/** Leaves the outcome where a test finds it. @param {Promise<unknown>} outcome */
export async function show(outcome) {
  const text = await outcome.then(JSON.stringify, (error) => JSON.stringify(String(error.stack)));
  document.documentElement.dataset.result = text;
}
