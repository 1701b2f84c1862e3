// The answer's way through an exchange, from its head to its end.

import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { HeaderMap, Host } from "../host/host";
import { endAttempt } from "./attempt-head";
import { Observer } from "./observer";

/** What becomes of the part of an answer that has arrived. */
export enum Step {
  GoOn,
  /** It waits for the next part. */
  Hold,
  /** The proxy refused what the client cannot do without: the answer must not go on. */
  Fail,
}

/** The answer to one request, or to one attempt at it. */
@final
export class AnswerPath {
  constructor(
    private readonly host: Host,
    private readonly settings: Settings,
    private readonly observer: Observer,
  ) {}

  /** The head has arrived; `original` is what the request's was before this attempt, null where that is no matter. */
  begin(provider: ProviderSettings, original: HeaderList | null, isEnd: bool): Step {
    if (original !== null) endAttempt(this.host, provider, original);
    const head = this.host.headers(HeaderMap.Response);
    if (!this.observer.passHead(provider, head)) return Step.Fail;
    if (isEnd) this.observer.endAnswer();
    return Step.GoOn;
  }

  /** A part of the body has arrived; the proxy has `size` bytes now. */
  onBody(size: u32, isEnd: bool): Step {
    // The client has the head already, so that the proxy ends a failed answer where it is.
    if (!this.observer.passAnswer(size, isEnd)) return Step.Fail;
    if (isEnd) this.observer.endAnswer();
    return Step.GoOn;
  }

  /** The trailers have arrived: the body is complete. */
  onTrailers(): Step {
    if (!this.observer.passTrailers()) return Step.Fail;
    this.observer.endAnswer();
    return Step.GoOn;
  }
}
