package io.github.emrlaunch.core.environment;

import io.github.emrlaunch.core.internal.GivenNumbers;
import io.github.emrlaunch.core.internal.Tokens;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Rules for networks and bucket names.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html">VPC CIDR blocks</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket naming rules</a>
 */
final class EnvironmentRules {
    /** The length of the generated suffix: the first group of a UUID. */
    private static final int GENERATED_SUFFIX_LENGTH = 8;

    private static final String NUMBER = "(0|[1-9]\\d{0,2})";
    private static final Pattern CIDR = Pattern.compile("%1$s\\.%1$s\\.%1$s\\.%1$s/%1$s".formatted(NUMBER));
    private static final String CIDR_RULE =
            "'cidr' must be a range of IPv4 addresses with 16 to 28 bits of prefix, such as 172.16.0.0/22";
    private static final int ADDRESS_BITS = 32;
    private static final int SMALLEST_PREFIX = 16;
    private static final int LARGEST_PREFIX = 28;
    private static final int MAX_AZS = 6;
    private static final int SUBNETS_PER_AZ = 2;

    private static final Pattern NAME_PART = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final List<String> RESERVED_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> RESERVED_SUFFIXES = List.of("-s3alias", "--ol-s3", "--x-s3", "--table-s3");
    private static final int MAX_BUCKET_NAME = 63;

    private static final String SUBNETS = "it determines the number of subnets in the template";

    private EnvironmentRules() {}

    static void checkNetwork(String cidr, int maxAzs, int natGateways) {
        GivenNumbers.known("maxAzs", maxAzs, SUBNETS);
        GivenNumbers.known("natGateways", natGateways, SUBNETS);
        if (maxAzs < 1 || maxAzs > MAX_AZS) {
            throw new IllegalArgumentException("'maxAzs' must be 1 to %d, got: %d".formatted(MAX_AZS, maxAzs));
        }
        if (natGateways < 1 || natGateways > maxAzs) {
            throw new IllegalArgumentException(
                    "'natGateways' must be 1 to 'maxAzs', which is %d, got: %d. Without one, clusters in private subnets have no Internet access"
                            .formatted(maxAzs, natGateways));
        }
        if (Tokens.isUnresolved(cidr)) {
            throw new IllegalArgumentException(
                    "'cidr' must be known at synth (subnets are derived from it), got a token");
        }
        checkCidr(cidr, maxAzs);
    }

    private static void checkCidr(String cidr, int maxAzs) {
        Matcher matcher = CIDR.matcher(cidr);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("%s, got: %s".formatted(CIDR_RULE, cidr));
        }
        int prefix = Integer.parseInt(matcher.group(5));
        if (prefix < SMALLEST_PREFIX
                || prefix > LARGEST_PREFIX
                || IntStream.rangeClosed(1, 4).anyMatch(i -> Integer.parseInt(matcher.group(i)) > 255)) {
            throw new IllegalArgumentException("%s, got: %s".formatted(CIDR_RULE, cidr));
        }
        long address = IntStream.rangeClosed(1, 4)
                .mapToLong(i -> Long.parseLong(matcher.group(i)))
                .reduce(0, (high, low) -> (high << 8) | low);
        long hostBits = (1L << (ADDRESS_BITS - prefix)) - 1;
        if ((address & hostBits) != 0) {
            throw new IllegalArgumentException("'cidr' must start at the first address of its range, %s, got: %s"
                    .formatted(dotted(address & ~hostBits) + "/" + prefix, cidr));
        }
        int subnets = maxAzs * SUBNETS_PER_AZ;
        // Ranges are halved: of six subnets, each gets an eighth of the VPC.
        int subnetPrefix = prefix + ADDRESS_BITS - Integer.numberOfLeadingZeros(subnets - 1);
        if (subnetPrefix > LARGEST_PREFIX) {
            throw new IllegalArgumentException(
                    "'cidr' %s is too small for %d subnets, a public and a private one in each of %d availability zones: each would be a /%d, AWS allows /%d. Use a prefix of at most /%d"
                            .formatted(
                                    cidr,
                                    subnets,
                                    maxAzs,
                                    subnetPrefix,
                                    LARGEST_PREFIX,
                                    LARGEST_PREFIX - (subnetPrefix - prefix)));
        }
    }

    private static String dotted(long address) {
        return "%d.%d.%d.%d".formatted(address >> 24, (address >> 16) & 255, (address >> 8) & 255, address & 255);
    }

    static void checkNames(String prefix, String suffix) {
        checkNamePart("namingPrefix", prefix);
        checkNamePart("namingSuffix", suffix);
        // The names of both buckets have the same length.
        String name = "%s-logs-%s"
                .formatted(
                        Tokens.isUnresolved(prefix) ? "" : prefix,
                        Tokens.isUnresolved(suffix) ? "0".repeat(GENERATED_SUFFIX_LENGTH) : suffix);
        if (name.length() > MAX_BUCKET_NAME) {
            throw new IllegalArgumentException(
                    "'namingPrefix' and 'namingSuffix' result in bucket names of %d characters, S3 allows %d. Shorten %s"
                            .formatted(name.length(), MAX_BUCKET_NAME, prefix));
        }
        if (RESERVED_PREFIXES.stream().anyMatch(name::startsWith)
                || RESERVED_SUFFIXES.stream().anyMatch(name::endsWith)) {
            throw new IllegalArgumentException(
                    "'namingPrefix' and 'namingSuffix' result in bucket names such as %s, which S3 keeps for itself: names must not begin with one of %s nor end with one of %s"
                            .formatted(name, RESERVED_PREFIXES, RESERVED_SUFFIXES));
        }
    }

    private static void checkNamePart(String property, String part) {
        if (!Tokens.isUnresolved(part) && !NAME_PART.matcher(part).matches()) {
            throw new IllegalArgumentException(
                    "'%s' must be lower-case letters, digits and hyphens, without a hyphen at the start or end: it is part of bucket names, got: '%s'"
                            .formatted(property, part));
        }
    }
}
