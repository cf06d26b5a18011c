// Turns what the microphone hears into the sound of telephones: 20 ms frames of µ-law (ITU-T G.711) at 8 kHz. An audio worklet
// has to be a class of the browser's own making.
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.samplesPerStep = sampleRate / 8000;
    this.position = 0;
    this.sum = 0;
    this.count = 0;
    this.frame = new Uint8Array(160);
    this.filled = 0;
  }

  process([[samples]]) {
    for (const sample of samples ?? []) this.take(sample);
    return true;
  }

  // The mean of a step keeps out most of what 8 kHz cannot carry.
  take(sample) {
    this.sum += sample;
    this.count += 1;
    this.position += 1;
    if (this.position < this.samplesPerStep) return;
    this.position -= this.samplesPerStep;
    this.put(mulaw(this.sum / this.count));
    this.sum = 0;
    this.count = 0;
  }

  put(code) {
    this.frame[this.filled] = code;
    this.filled += 1;
    if (this.filled < this.frame.length) return;
    this.port.postMessage(this.frame, [this.frame.buffer]);
    this.frame = new Uint8Array(160);
    this.filled = 0;
  }
}

const bias = 0x84;
const clip = 32_635;

function mulaw(value) {
  const sample = Math.max(-clip, Math.min(clip, Math.round(value * 32_767)));
  const magnitude = Math.abs(sample) + bias;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

registerProcessor('microphone', Microphone);
