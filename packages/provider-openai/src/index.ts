/** @module OpenAI and whatever speaks its language. Works alone: `createOpenai({ apiKey }).language.reply(request, call)`. */
import { openai } from './openai.ts';

export { createOpenai, type OpenaiConfig } from './openai.ts';
export default openai;
