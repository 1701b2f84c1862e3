import { expectAll, sentFor } from "../../support/sent-chat";

// The blocks that a user's parts become.
function blocks(parts: string): string {
  const text = sentFor(`{"role":"user","content":[${parts}]}`);
  const before = '"messages":[{"role":"user","content":[';
  return text.startsWith(before)
    ? text.substring(before.length, text.length - 3)
    : text.replace("!400 untranslatable messages[0].content", "!");
}

const IMAGE = "expected the image as a data URL in base64, or by HTTP";
const FILE = "expected a file in base64: a PDF, an image or plain text";

// prettier-ignore
const TEXTS: Array<string> = [
  '{"type":"text","text":"A\\u0041"}', '{"type":"text","text":"A\\u0041"}',
  '{"type":"text","text":"A","text":"B","cache_control":{"type":"ephemeral", "ttl":"5m"},"x":1}', '{"type":"text","text":"B","cache_control":{"type":"ephemeral", "ttl":"5m"}}',
  '{"type":"text","text":"A","citations":[{"type":"char_location"}],"cache_control":null}', '{"type":"text","text":"A","citations":[{"type":"char_location"}]}',
  '{"type":"text","text":"A","citations":null,"cache_control":"x"}', '{"type":"text","text":"A"}',
  '"A",{"text":"B"},{"type":null,"text":"C"}', '{"type":"text","text":"A"},{"type":"text","text":"B"},{"type":"text","text":"C"}',
  '{"type":"text","text":""},{"type":"text","text":"\\n \\t"},{"type":"text"},"",{"type":"text","text":"B"},null', '{"type":"text","text":"B"}',
  '{"type":"text","text":"\\\\n"}', '{"type":"text","text":"\\\\n"}',
  '{"type":"text","text":["A"]}', "![0]: expected a text that is a string",
  '{"type":"refusal","refusal":0}', "![0]: expected a text that is a string",
  "5", "![0]: expected an object with a type",
  "[]", "![0]: expected an object with a type",
  '"A",{}', "![1]: expected an object with a type",
  '{"type":7}', "![0]: expected an object with a type",
  '{"type":"input_audio","input_audio":{"data":"x","format":"wav"}}', '![0]: a part of type "input_audio" cannot be sent to this provider',
  '{"type":"\\u0076ideo\\""}', '![0]: a part of type "video"" cannot be sent to this provider',
  '{"type":"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggHH"}', '![0]: a part of type "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg" cannot be sent to this provider',
];

// prettier-ignore
const IMAGES: Array<string> = [
  '{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"low"}}', '{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}',
  '{"type":"image_url","image_url":{"url":"data:image\\/png;base64,a\\/k="}}', '{"type":"image","source":{"type":"base64","media_type":"image/png","data":"a/k="}}',
  '{"type":"image_url","image_url":"DATA:image/jpg;charset=x;BASE64,aGk="}', '{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"aGk="}}',
  '{"type":"image_url","image_url":{"url":"https://x/y?a=\\"b"},"cache_control":{"type":"ephemeral"}}', '{"type":"image","source":{"type":"url","url":"https://x/y?a=\\"b"},"cache_control":{"type":"ephemeral"}}',
  '{"type":"image_url","image_url":{"url":"HTTP://x/y"}}', '{"type":"image","source":{"type":"url","url":"HTTP://x/y"}}',
  '{"type":"image_url","image_url":{"url":"data:application/pdf;base64,aGk="}}', '{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="}}',
  '{"type":"image_url","image_url":{"url":"data:text/html;base64,aGk="}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":"data:image/svg,<svg/>"}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":"data:;base64,aGk="}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":"data:base64,aGk="}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":"data:"}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":"gs://x/y"}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":"https://"}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":""}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":{"url":true}}', `![0]: ${IMAGE}`,
  '{"type":"image_url","image_url":true}', `![0]: ${IMAGE}`,
  '{"type":"image_url"}', `![0]: ${IMAGE}`,
];

// prettier-ignore
const FILES: Array<string> = [
  '{"type":"file","file":{"filename":"a \\"b\\".pdf","file_data":"data:application/pdf;base64,aGk="}}', '{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="},"title":"a \\"b\\".pdf"}',
  '{"type":"file","file":{"file_data":"aGk="},"cache_control":{"type":"ephemeral"}}', '{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="},"cache_control":{"type":"ephemeral"}}',
  '{"type":"file","file":{"filename":7,"file_data":"data:text/plain;charset=utf-8;base64,SGkgIlQiCsOp"}}', '{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi \\"T\\"\\né"}}',
  '{"type":"file","file":{"filename":"a.md","file_data":"data:text/markdown;base64,SGk"}}', '{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi"},"title":"a.md"}',
  '{"type":"file","file":{"file_data":"data:text/plain;base64,//8="}}', '{"type":"document","source":{"type":"text","media_type":"text/plain","data":"\uFFFD\uFFFD"}}',
  '{"type":"file","file":{"filename":"a.png","file_data":"data:image/png;base64,aGk="}}', '{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}',
  '{"type":"file","file":{"file_data":"https://x/y.pdf"}}', '{"type":"document","source":{"type":"url","url":"https://x/y.pdf"}}',
  '{"type":"file","file":{"file_id":"file_1","file_data":"","filename":"f"}}', '{"type":"document","source":{"type":"file","file_id":"file_1"},"title":"f"}',
  '{"type":"file","file":{"file_id":"https://x/y.pdf"}}', '{"type":"document","source":{"type":"url","url":"https://x/y.pdf"}}',
  '{"type":"file","file":{"file_data":"data:text/plain,hello"}}', `![0]: ${FILE}`,
  '{"type":"file","file":{"file_data":"data:text/plain;base64,*"}}', `![0]: ${FILE}`,
  '{"type":"file","file":{"file_data":"data:application/zip;base64,aGk="}}', `![0]: ${FILE}`,
  '{"type":"file","file":{"file_data":5,"file_id":""}}', "![0]: expected file_data or file_id",
  '{"type":"file","file":{}}', "![0]: expected file_data or file_id",
  '{"type":"file","file":"x"}', "![0]: expected file_data or file_id",
  '{"type":"file"}', "![0]: expected file_data or file_id",
];

// Anthropic's own parts stay as they are.
// prettier-ignore
const NATIVE: Array<string> = [
  '{"type":"image","source":{"type":"url", "url":"x"}}',
  '{"type":"document","source":{"type":"content","content":[]},"citations":{"enabled":true}}',
  '{ "type":"tool_result","tool_use_id":"t","content":"1"}',
  '{"type":"search_result","source":"s","title":"t","content":[]}',
];

describe("a message's parts", () => {
  it("are texts", () => {
    expectAll(TEXTS, blocks);
  });

  it("are images", () => {
    expectAll(IMAGES, blocks);
  });

  it("are files", () => {
    expectAll(FILES, blocks);
  });

  it("are blocks already", () => {
    for (let i = 0; i < NATIVE.length; i++) expect(blocks(NATIVE[i])).toBe(NATIVE[i]);
    expect(blocks(NATIVE.join(","))).toBe(NATIVE.join(","));
  });
});
