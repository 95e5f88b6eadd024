const { default: Sequencer } = require('@jest/test-sequencer');

/** The quick ones last, so that no worker waits long for the other in the end. */
module.exports = class QuickLast extends Sequencer {
  /** Jest's own order: what failed, what took longest, what is largest. */
  sort(tests) {
    const isQuick = ({ path }) => /[\\/]unit[\\/]/.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !isQuick(test)), ...sorted.filter(isQuick)];
  }
};
