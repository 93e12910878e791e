package io.github.emrlaunch.local.internal.aws;

/**
 * The account and region of the local emulator. It has only one of each.
 *
 * @param id twelve digits
 * @param region such as {@code eu-central-1}; it determines the partition
 */
public record Account(String id, String region) {
    /** Returns the partition of the region: {@code aws}, {@code aws-cn}, {@code aws-us-gov}… */
    public String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        if (region.startsWith("us-gov-")) {
            return "aws-us-gov";
        }
        return "aws";
    }

    public String urlSuffix() {
        return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    }

    /** Returns the ARN of a regional resource. */
    public String arn(String service, String resource) {
        return "arn:" + partition() + ":" + service + ":" + region + ":" + id + ":" + resource;
    }

    /** Returns the ARN of a resource of a global service, such as IAM. */
    public String globalArn(String service, String resource) {
        return "arn:" + partition() + ":" + service + "::" + id + ":" + resource;
    }
}
