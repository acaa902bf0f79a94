import createInstance, { type Options } from "@emotion/css/create-instance";
import { pageNonce } from "./nonce.ts";

/**
 * Stands in for Emotion's own module in the bundle: Web Chat hands the nonce to its own style sheets but not
 * to those of the scrolling list it contains, which a strict policy would then block.
 */
const create = (options: Options): ReturnType<typeof createInstance> => {
  const nonce = options.nonce ?? pageNonce();
  return createInstance(nonce ? { ...options, nonce } : options);
};

export default create;
