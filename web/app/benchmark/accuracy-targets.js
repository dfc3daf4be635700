/** Shares of the 10,000 test images to which the time is taken. */
export const targets = [0.98, 0.99, 0.993];
