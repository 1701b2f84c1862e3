// Who a request is of, as the configuration says where to look.

import { ConsumerPlace } from "../config/consumer";
import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { Bytes } from "../text/bytes";

/** Finds the consumer of a request. */
@final
export class ConsumerSource {
  /** `place` null: no request has one. */
  constructor(private readonly place: ConsumerPlace | null) {}

  /** The consumer's name, or null; asks the proxy only for a property. `head` is the client's own. Shares its memory. */
  read(host: Host, head: HeaderList): Bytes | null {
    const place = this.place;
    if (place === null) return null;
    if (place.property.byteLength > 0) return host.property(place.property);
    const name = head.find(place.header);
    return name === null || name.byteLength == 0 ? null : name;
  }
}
