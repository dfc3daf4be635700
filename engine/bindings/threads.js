/**
 * Workers are made by web/module/engine/threads.js, in a form that bundlers understand and where a
 * worker that fails to start is noticed; Emscripten's own way of making them is taken out.
 */
LibraryManager.library.$PThread.allocateUnusedWorker = () => {
  throw new Error('there is no worker left for another thread');
};
