/**
 * @typedef {Awaited<ReturnType<typeof import('convscope').createSession>>} Session
 * @typedef {NonNullable<Session['info']>} Network
 * @typedef {Parameters<Session['build']>[0]} Description
 * @typedef {import('../../module/session/session.js').SessionEvents} Events
 *
 * @typedef {'starting' | 'ready' | 'unsupported' | 'failed'} PageStatus
 * @typedef {{empty: boolean, image: Uint8Array | null, probabilities: ArrayLike<number> | null}} Reading
 * @typedef {{index: number, label: number, image: Uint8Array}} TestImage
 * @typedef {'drawing' | 'test' | 'picture'} Source where the input comes from
 *
 * @typedef {object} Picture grey values of an uploaded picture, ink on dark ground
 * @property {string} name of the file
 * @property {Uint8Array} image scaled to what the network takes
 * @property {Uint8Array} ink finer, to be centred like a drawing
 * @property {number} side of `ink`
 * @property {boolean} centred whether it is read like a drawing
 * @typedef {import('../../module/engine/trainer.js').TrainerOptions} TrainerOptions
 * @typedef {import('../../module/schemas.js').LayerSchema} Schema
 *
 * @typedef {object} Live figures of the training that goes on
 * @property {number | null} learningRate of the last step
 * @property {number | null} gflops billions of operations a second
 * @property {number | null} secondsLeft
 * @property {import('../runs/series.js').Series} rates learning rate, images/s, GFLOP/s
 * @property {import('../runs/series.js').Series} norms of the gradient, by layer
 *
 * @typedef {'idle' | 'running' | 'paused' | 'waiting' | 'finished' | 'failed'} TrainingState
 *
 * @typedef {object} Settings
 * @property {number} epochs
 * @property {number} batchSize
 * @property {NonNullable<TrainerOptions['optimizer']>} optimizer
 * @property {number} learningRate
 * @property {'constant' | 'cosine' | 'one_cycle'} schedule
 * @property {number} momentum
 * @property {number} weightDecay
 * @property {Record<string, number | boolean>} engine further options by the engine's names
 * @property {'auto' | 'yes' | 'no'} vary whether training images are varied; auto: as the data set says
 * @property {number} stopSteps training pauses after so many steps; 0: it does not
 * @property {number} stopSeconds as above
 * @property {number} stopAccuracy on all test images, 0..1; 0: none
 * @property {number} seed
 *
 * @typedef {object} Progress
 * @property {number} step
 * @property {number} epoch
 * @property {number} epochProgress
 * @property {number | null} loss
 * @property {number | null} accuracy
 * @property {number} imagesPerSecond
 *
 * @typedef {{step: number, accuracy: number, loss: number, count: number, full: boolean}} Evaluation
 *
 * @typedef {object} Model where the current weights come from
 * @property {'none' | 'pretrained' | 'random' | 'trained' | 'edited'} kind edited: layers were changed since
 * @property {number | null} accuracy on the whole test set, 0..1
 *
 * @typedef {object} Notice
 * @property {string} id a notice with the same id replaces the earlier one
 * @property {'error' | 'warning' | 'info'} kind
 * @property {string} key of the text
 * @property {Record<string, unknown>} [values]
 * @property {string} [detail] what the engine said, shown small
 * @property {{key: string, run: () => void}[]} [actions]
 *
 * @typedef {object} ChosenDataset which images the network learns
 * @property {string} id
 * @property {string[] | null} names of the classes, unless they are digits or named in both languages
 * @property {import('../../module/engine/trainer.js').Augmentation} [augment] how they are varied
 *
 * @typedef {object} PageState
 * @property {PageStatus} status
 * @property {string} view which view the middle of the page shows
 * @property {Source} source
 * @property {Picture | null} picture from a file
 * @property {Reading} reading
 * @property {boolean} pending the reading is not yet that of the newest input
 * @property {TestImage | null} testImage
 * @property {TestImage[]} thumbnails
 * @property {Network | null} network what the engine says about the network
 * @property {Description} description what the network was built from
 * @property {Model} model
 * @property {TrainingState} trainingState
 * @property {Settings} settings
 * @property {Progress} progress
 * @property {Evaluation | null} evaluation
 * @property {Evaluation | null} best
 * @property {import('convscope/elements').Curves} curves
 * @property {Live} live
 * @property {import('../runs/run.js').Run[]} runs the oldest first
 * @property {string | null} runId of the present run
 * @property {import('../runs/thinning.js').Checkpoint[]} checkpoints of the present run
 * @property {number | null} lookingAt step of the checkpoint that is shown in place of the newest weights
 * @property {ChosenDataset} dataset
 * @property {Events['data'] | null} data progress of the download
 * @property {boolean} dataFailed
 * @property {Session['variant']} variant which build of the engine is at work
 * @property {Notice[]} notices
 */

export {};
