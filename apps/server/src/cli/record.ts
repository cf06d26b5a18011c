import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';

/** `buttdial record`: a call between two agents, to be listened to. */
export function recordCommand(): Command {
  return new Command('record')
    .description(
      'Let two agents phone each other with free voices, and write what is heard into a WAV file. No keys, no internet.',
    )
    .argument('[file]', 'where to write it: who calls on the left, who is called on the right', 'demo-call.wav')
    .option('--caller-voice <voice>', 'slt, rms, awb or kal16', 'rms')
    .option('--callee-voice <voice>', 'slt, rms, awb or kal16', 'slt')
    .action(async (file: string, options: { readonly callerVoice: string; readonly calleeVoice: string }) => {
      const { recordCall } = await import('../demo/recording.ts');
      const { wav, transcript, durationMs } = await recordCall({
        caller: options.callerVoice,
        callee: options.calleeVoice,
      });
      await writeFile(file, wav);
      for (const { who, text } of transcript)
        process.stdout.write(`${who === 'agent' ? 'restaurant' : 'caller'}: ${text}\n`);
      process.stdout.write(`${file}: ${Math.round(durationMs / 1000)} s, caller left, restaurant right.\n`);
    });
}
