/**
 * The playground as it must be to train what a lesson trained.
 *
 * @param {import('./experiment.js').Plan} plan
 * @returns {import('../../../share/link.js').PlaygroundState}
 */
export const playgroundOf = ({ description, seed, options }) => ({
  description,
  seed,
  training: {
    optimizer: options.optimizer,
    learningRate: options.lr,
    schedule: 'constant',
    momentum: options.momentum,
    batchSize: options.batch_size,
  },
});
