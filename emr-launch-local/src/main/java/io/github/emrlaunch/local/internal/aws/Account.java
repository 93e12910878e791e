package io.github.emrlaunch.local.internal.aws;

/**
 * The one account and region that the local emulator plays.
 *
 * @param id twelve digits
 * @param region such as {@code eu-central-1}; it decides the partition
 */
public record Account(String id, String region) {
    /** The partition of the region: {@code aws}, {@code aws-cn}, {@code aws-us-gov}… */
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

    /** The ARN of a regional resource. */
    public String arn(String service, String resource) {
        return "arn:" + partition() + ":" + service + ":" + region + ":" + id + ":" + resource;
    }

    /** The ARN of a resource of a service without regions, such as IAM. */
    public String globalArn(String service, String resource) {
        return "arn:" + partition() + ":" + service + "::" + id + ":" + resource;
    }
}
