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

export const renderMarkdown = (text: string): string => markdown.render(text);
