/** The camera of this machine. It is asked for only when somebody wants it, and its frames stay here. */

/** Why there are no frames. @typedef {'unsupported' | 'refused' | 'none' | 'busy' | 'lost'} CameraProblem */

/** @type {Record<string, CameraProblem>} */
const PROBLEMS = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
};

/** @param {unknown} error @returns {CameraProblem} */
const problemOf = (error) => PROBLEMS[/** @type {Error} */ (error)?.name] ?? 'busy';

/** @param {MediaStream | null} stream */
function close(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

export class Camera {
  /** @type {MediaStream | null} */
  #stream = null;
  #stopped = false;
  #video = document.createElement('video');

  /**
   * @param {(video: HTMLVideoElement) => void} onFrame
   * @param {(problem: CameraProblem) => void} onProblem told once, then it is over
   */
  async start(onFrame, onProblem) {
    try {
      await this.#open();
    } catch (error) {
      const wasStopped = this.#stopped;
      this.stop();
      if (!wasStopped) onProblem(navigator.mediaDevices ? problemOf(error) : 'unsupported');
      return;
    }
    const [track] = this.#stream?.getVideoTracks() ?? [];
    track?.addEventListener('ended', () => {
      this.stop();
      onProblem('lost');
    });
    this.#watch(onFrame);
  }

  async #open() {
    const video = { width: { ideal: 640 }, facingMode: { ideal: 'environment' } };
    this.#stream = await navigator.mediaDevices.getUserMedia({ video });
    if (this.#stopped) throw new Error('nobody waits any more');
    Object.assign(this.#video, { muted: true, playsInline: true, srcObject: this.#stream });
    await this.#video.play();
  }

  /** @param {(video: HTMLVideoElement) => void} onFrame */
  #watch(onFrame) {
    if (this.#stopped) return;
    if (this.#video.videoWidth > 0) onFrame(this.#video);
    requestAnimationFrame(() => this.#watch(onFrame));
  }

  /** Its light goes out. */
  stop() {
    this.#stopped = true;
    close(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }
}
