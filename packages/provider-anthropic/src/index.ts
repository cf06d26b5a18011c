/** @module Anthropic's models. Works alone: `createAnthropic({ apiKey }).language.reply(request, call)`. */
import { anthropic } from './anthropic.ts';

export { type AnthropicConfig, createAnthropic } from './anthropic.ts';
export default anthropic;
