import { Reading } from "../support/configuration";

describe("the URL of a context file", () => {
  it("must not bring line breaks or NUL into the call's headers", () => {
    const urls = ["http://h/f\\r\\nx-a: b", "http://h\\n/f", "http://h/f\\u0000"];
    for (let i = 0; i < urls.length; i++) {
      const context = `{"fileUrl":"${urls[i]}","cluster":"c"}`;
      const reading = new Reading(`{"provider":{"type":"openai","context":${context}}}`);
      expect(reading.report).toBe(
        "error: provider.context.fileUrl: expected a URL without line breaks\nerror: no provider is usable",
        urls[i],
      );
    }
  });
});
