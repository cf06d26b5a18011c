import { z } from 'zod';
import { hearFile } from '../speech/modem-file.ts';
import { checkedBody, type OpenaiAsked, refuse } from './checked.ts';

const endings = /\.(flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)$/;

/** What POST /audio/transcriptions takes, as far as the answer is one text. */
const transcriptionRequest = z.strictObject({
  file: z.instanceof(File).refine(({ name }) => endings.test(name), 'Unrecognized file format.'),
  model: z.string().min(1),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'Language is not in ISO-639-1 format.')
    .optional(),
  prompt: z.string().optional(),
  response_format: z.literal('json').optional(),
  temperature: z.string().optional(),
});

/** POST /v1/audio/transcriptions: a WAV file in the modem voice is read, any other is found broken. */
export async function transcribeForm({
  form,
  ...asked
}: Omit<OpenaiAsked, 'body'> & { readonly form: FormData | undefined }): Promise<Response> {
  const request = checkedBody({ ...asked, body: form && Object.fromEntries(form) }, transcriptionRequest);
  if (request instanceof Response) return request;
  const heard = hearFile(new Uint8Array(await request.file.arrayBuffer()));
  const broken = { message: 'Audio file might be corrupted or unsupported', param: 'file', code: 'invalid_value' };
  if (!heard) return refuse(asked, broken);
  const seconds = Math.ceil(heard.durationSeconds);
  return Response.json({ text: heard.text, usage: { type: 'duration', seconds } });
}
