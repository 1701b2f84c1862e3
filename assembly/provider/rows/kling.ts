// Kling AI: https://app.klingai.com/global/dev/document-api.

import { drop, rename } from "../body-edit-spec";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";
import { TaskKind, TaskKinds } from "../task-kinds";

/** Makes the row of type `kling`. */
export function kling(): ProviderRow {
  return (
    new ProviderRow("kling")
      .hostedAt("api-singapore.klingai.com")
      .signedWith("klingAccessKey", "klingSecretKey")
      .has(new Key("klingTokenRefreshAhead", KeyKind.Count))
      .serves("openai/v1/videos", "/v1/videos/text2video")
      .serves("openai/v1/retrievevideo", "/v1/videos/text2video/{video_id}")
      .serves("kling/v1/image2video", "/v1/videos/image2video")
      .serves("kling/v1/retrieveimagevideo", "/v1/videos/image2video/{video_id}")
      .hasTasks(
        new TaskKinds(
          new TaskKind("openai/v1/videos", "openai/v1/retrievevideo", "kling-t2v-", "text2video"),
          new TaskKind("kling/v1/image2video", "kling/v1/retrieveimagevideo", "kling-i2v-", "image2video"),
          ["image", "image_tail", "image_list"],
          "kling_task_type",
        ),
      )
      // The model that was checked and mapped is the one that counts.
      .edits("openai/v1/videos", drop("model_name").when("model"))
      .edits("openai/v1/videos", rename("model", "model_name"))
  );
}
