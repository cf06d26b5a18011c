import { phone } from '../../data/network.ts';

/** The sound of one call in this browser. */
export interface PhoneSound {
  /** Lets the phone hear the microphone. @throws what the browser says when it does not give it. */
  openMicrophone(): Promise<void>;
  closeMicrophone(): void;
  close(): void;
}

/** How loud either side is, from 0 to 1, for whoever shows it. */
export interface Loudness {
  readonly agent: number;
  readonly microphone: number;
}

const sampleRate = 8000;
/** So late the sound begins: what arrives unevenly is played evenly. */
const patienceSeconds = 0.08;

/**
 * Opens the sound of an answered call: a socket of 20 ms µ-law frames in both directions. What the agent says is heard at
 * once; the microphone stays closed until it is asked for.
 */
export async function openPhoneSound(callId: string, hear: (loudness: Loudness) => void): Promise<PhoneSound> {
  const path = await phone.audio(callId);
  const socket = new WebSocket(new URL(path, location.origin.replace(/^http/, 'ws')));
  socket.binaryType = 'arraybuffer';
  const speaker = createSpeaker();
  const loud = { agent: 0, microphone: 0 };
  socket.onmessage = ({ data }) => {
    const samples = decode(new Uint8Array(data as ArrayBuffer));
    speaker.play(samples);
    loud.agent = peak(samples);
    hear({ ...loud });
  };
  let microphone: { close(): void } | undefined;
  const closeMicrophone = () => {
    microphone?.close();
    microphone = undefined;
    loud.microphone = 0;
    hear({ ...loud });
  };
  return {
    async openMicrophone() {
      microphone ??= await listen(frame => {
        if (socket.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>);
        loud.microphone = peak(decode(frame));
        hear({ ...loud });
      });
    },
    closeMicrophone,
    close() {
      closeMicrophone();
      socket.close();
      speaker.close();
    },
  };
}

async function listen(heard: (frame: Uint8Array) => void): Promise<{ close(): void }> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext();
  await context.audioWorklet.addModule('/admin/microphone.js');
  const node = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 0 });
  node.port.onmessage = ({ data }: MessageEvent<Uint8Array>) => heard(data);
  context.createMediaStreamSource(stream).connect(node);
  return {
    close() {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    },
  };
}

function createSpeaker(): { play(samples: Float32Array<ArrayBuffer>): void; close(): void } {
  const context = new AudioContext({ sampleRate });
  let nextAt = 0;
  return {
    play(samples) {
      if (samples.length === 0) return;
      const buffer = context.createBuffer(1, samples.length, sampleRate);
      buffer.copyToChannel(samples, 0);
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      if (nextAt < context.currentTime) nextAt = context.currentTime + patienceSeconds;
      source.start(nextAt);
      nextAt += samples.length / sampleRate;
    },
    close: () => void context.close(),
  };
}

const linear = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return (bits & 0x80 ? -magnitude : magnitude) / 32_768;
});

/** µ-law as the browser's own samples. */
function decode(frame: Uint8Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(frame, code => linear[code] ?? 0);
}

function peak(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
