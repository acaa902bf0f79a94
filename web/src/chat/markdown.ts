import MarkdownIt from "markdown-it";

/**
 * Text of a message to HTML. HTML in the text stays text, and there are no pictures: an address that a
 * model was talked into writing must not be fetched by the customer's browser. Links open in a new tab.
 */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable("image");

markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet("target", "_blank");
  tokens[index]?.attrSet("rel", "noopener noreferrer");
  return self.renderToken(tokens, index, options);
};

/** A plain line right after a list would count as part of its last item; what is said there is a new thought. */
const LINE_AFTER_LIST = /^((?:[-*•]|\d{1,3}[.)]) .*)\n(?![-*•] |\d{1,3}[.)] |\s|$)/gmu;

export const renderMarkdown = (text: string): string =>
  markdown.render(text.replace(LINE_AFTER_LIST, "$1\n\n"));
