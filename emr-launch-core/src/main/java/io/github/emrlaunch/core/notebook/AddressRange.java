package io.github.emrlaunch.core.notebook;

import io.github.emrlaunch.core.internal.Tokens;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import software.amazon.awscdk.services.ec2.IPeer;
import software.amazon.awscdk.services.ec2.Peer;

/**
 * A range of addresses that may open SSH connections.
 *
 * @param cidr the range in CIDR notation, as in security groups
 * @param isIpv6 whether it is an IPv6 range
 * @param isOpen whether the range is too wide to be a restriction
 */
record AddressRange(String cidr, boolean isIpv6, boolean isOpen) {
    /** The widest ranges that are a restriction. Wider ranges count as open, such as one half of the Internet. */
    private static final int WIDEST_IPV4 = 8;

    private static final int WIDEST_IPV6 = 16;
    private static final String NOTATION = "[0-9A-Fa-f:.]+/[0-9]{1,3}";

    /**
     * Parses a range.
     *
     * @throws IllegalArgumentException if the text is not a range, or its address is not the first of the range
     */
    static AddressRange parse(String cidr) {
        if (Tokens.isUnresolved(cidr)) {
            return new AddressRange(cidr, false, false);
        }
        if (!cidr.matches(NOTATION)) {
            throw invalid(cidr);
        }
        String text = cidr.substring(0, cidr.indexOf('/'));
        int prefix = Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
        byte[] address = address(cidr, text);
        boolean isIpv6 = text.contains(":");
        if (prefix > address.length * Byte.SIZE) {
            throw invalid(cidr);
        }
        byte[] first = Arrays.copyOf(address, address.length);
        for (int bit = prefix; bit < first.length * Byte.SIZE; bit++) {
            first[bit / Byte.SIZE] &= (byte) ~(0x80 >>> bit % Byte.SIZE);
        }
        if (!Arrays.equals(first, address)) {
            throw new IllegalArgumentException(
                    "'sshFrom' %s starts in the middle of its range: write %s/%d for the range, or %s/%d for a single address"
                            .formatted(cidr, format(first), prefix, text, address.length * Byte.SIZE));
        }
        return new AddressRange(cidr, isIpv6, prefix < (isIpv6 ? WIDEST_IPV6 : WIDEST_IPV4));
    }

    /** Parses an address without a name lookup: a text with a colon, or with four numbers, is never a host name. */
    private static byte[] address(String cidr, String text) {
        if (!text.contains(":") && !text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}")) {
            throw invalid(cidr);
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            boolean hasTheNotation =
                    text.contains(":") ? address instanceof Inet6Address : address instanceof Inet4Address;
            if (hasTheNotation) {
                return address.getAddress();
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(invalid(cidr).getMessage(), e);
        }
        throw invalid(cidr);
    }

    private static String format(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IllegalArgumentException invalid(String cidr) {
        return new IllegalArgumentException(
                "'sshFrom' must be a range of addresses in CIDR notation, such as 203.0.113.0/24 or 2001:db8::/32, got: '%s'"
                        .formatted(cidr));
    }

    IPeer peer() {
        return isIpv6 ? Peer.ipv6(cidr) : Peer.ipv4(cidr);
    }
}
