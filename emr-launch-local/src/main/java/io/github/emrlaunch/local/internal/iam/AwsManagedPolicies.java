package io.github.emrlaunch.local.internal.iam;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** AWS's own managed policies: those that launches need, cut down to what matters here. */
final class AwsManagedPolicies {
    private static final String PREFIX = ":iam::aws:policy/service-role/";

    private static final Map<String, String> DOCUMENTS = Map.of(
            "AWSLambdaBasicExecutionRole", """
            {"Statement": [{"Effect": "Allow", "Resource": "*",
              "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]}]}""",
            "AmazonEMRServicePolicy_v2", """
            {"Statement": [{"Sid": "PassRoleForEC2", "Effect": "Allow", "Action": "iam:PassRole",
              "Resource": "arn:*:iam::*:role/EMR_EC2_DefaultRole",
              "Condition": {"StringLike": {"iam:PassedToService": "ec2.amazonaws.com*"}}},
             {"Sid": "PassRoleForAutoScaling", "Effect": "Allow", "Action": "iam:PassRole",
              "Resource": "arn:*:iam::*:role/EMR_AutoScaling_DefaultRole",
              "Condition": {"StringLike": {"iam:PassedToService": "application-autoscaling.amazonaws.com*"}}}]}""",
            "AmazonElasticMapReduceforAutoScalingRole", """
            {"Statement": [{"Effect": "Allow", "Resource": "*", "Action": ["cloudwatch:DescribeAlarms",
              "elasticmapreduce:ListInstanceGroups", "elasticmapreduce:ModifyInstanceGroups"]}]}""");

    private static final Map<String, Policy> POLICIES =
            DOCUMENTS.keySet().stream().collect(Collectors.toMap(Function.identity(), AwsManagedPolicies::parsed));

    private AwsManagedPolicies() {}

    private static Policy parsed(String name) {
        try {
            return Policy.parse("arn:aws" + PREFIX + name, DOCUMENTS.getOrDefault(name, ""));
        } catch (MalformedPolicyException e) {
            throw new IllegalStateException(name + ": " + e.getMessage(), e);
        }
    }

    /** A policy by its ARN, in any partition. */
    static Optional<Policy> find(String arn) {
        int prefix = arn.indexOf(PREFIX);
        return prefix < 0
                ? Optional.empty()
                : Optional.ofNullable(POLICIES.get(arn.substring(prefix + PREFIX.length())));
    }
}
