// SPDX-License-Identifier: Apache-2.0
/** A chat model that needs no key: it answers by rule and streams word by word, like a real one. */

import { setTimeout as pause } from "node:timers/promises";

import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";

const MILLISECONDS_PER_WORD = 30;

export class WordsModel extends BaseChatModel {
  _llmType() {
    return "words";
  }

  async _generate(messages) {
    const text = answer(messages);
    return { generations: [{ text, message: new AIMessage(text) }] };
  }

  async *_streamResponseChunks(messages, options, runManager) {
    for (const word of answer(messages).match(/\S+\s*/g)) {
      await pause(MILLISECONDS_PER_WORD, undefined, { signal: options.signal });
      const chunk = new ChatGenerationChunk({ text: word, message: new AIMessageChunk(word) });
      yield chunk;
      await runManager?.handleLLMNewToken(word, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

function answer(messages) {
  const question = messages.findLast((message) => message.type === "human")?.text.trim() || "nothing yet";
  const words = question.split(/\s+/).length;
  return `You said: "${question}". That is ${words} ${words === 1 ? "word" : "words"}, and this is a small scripted model in JavaScript.`;
}
