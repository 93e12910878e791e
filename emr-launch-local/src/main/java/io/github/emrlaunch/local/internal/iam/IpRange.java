package io.github.emrlaunch.local.internal.iam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses in CIDR notation; without a prefix, one address.
 *
 * @param network the first address
 * @param prefix the number of significant bits
 */
record IpRange(InetAddress network, int prefix) {

    static Optional<IpRange> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || (parts.length == 2 && !parts[1].matches("\\d{1,3}"))) {
            return Optional.empty();
        }
        return address(parts[0])
                .map(address -> new IpRange(
                        address, parts.length == 2 ? Integer.parseInt(parts[1]) : address.getAddress().length * 8))
                .filter(range -> range.prefix <= range.network.getAddress().length * 8);
    }

    boolean contains(String text) {
        return address(text)
                .filter(address -> address.getAddress().length == network.getAddress().length)
                .filter(address -> bits(address).equals(bits(network)))
                .isPresent();
    }

    private BigInteger bits(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new BigInteger(1, bytes).shiftRight(bytes.length * 8 - prefix);
    }

    /** Parses a literal address only. Names are not resolved. */
    private static Optional<InetAddress> address(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
