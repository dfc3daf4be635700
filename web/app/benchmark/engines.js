import { loadEngine } from 'convscope';

/** @typedef {import('./result.js').Build} Build */
/** @typedef {import('./tasks.js').Engine} Engine */

/** What an engine is, loaded without any wish. */
export async function bestVariant() {
  const engine = await loadEngine();
  const { variant } = engine;
  engine.dispose();
  return variant;
}

/** @param {Build} build @returns {Promise<Engine>} */
export async function loadBuild({ threads, simd }) {
  const relaxedSimd = simd === 'relaxed';
  const engine = await loadEngine({ threads, relaxedSimd });
  const { variant } = engine;
  // A row must not claim what the engine did not run with.
  if (variant.threads !== threads || variant.relaxedSimd !== relaxedSimd) {
    engine.dispose();
    throw new Error(variant.fallback?.message ?? `there is no engine with ${threads} threads`);
  }
  return engine;
}
