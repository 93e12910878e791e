package io.github.emrlaunch.examples.acceptance;

import io.github.emrlaunch.definitions.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.regions.Region;

/** Deploys with the CDK CLI to the account and region that were confirmed. */
final class CdkDeployer implements ExampleDeployer {
    private static final String CLOUDFORMATION = "2010-05-15";
    private static final String BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version";
    private static final Pattern BUCKET = Pattern.compile(
            "<PhysicalResourceId>([^<]+)</PhysicalResourceId>(?:(?!</member>).)*<ResourceType>AWS::S3::Bucket</ResourceType>",
            Pattern.DOTALL);
    private static final Pattern OBJECT =
            Pattern.compile("<(?:Version|DeleteMarker)>(.*?)</(?:Version|DeleteMarker)>", Pattern.DOTALL);

    private final AwsApi aws;
    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final List<String> command;
    private final Path log;

    /**
     * Creates a deployer that runs a command.
     *
     * @param credentials the credentials of the kit, so that both use the same account
     * @param command the CDK CLI, such as {@code npx --yes aws-cdk@2}
     * @param log the file for the command's output
     */
    CdkDeployer(AwsApi aws, Region region, AwsCredentialsProvider credentials, List<String> command, Path log) {
        this.aws = aws;
        this.region = region;
        this.credentials = credentials;
        this.command = List.copyOf(command);
        this.log = log;
    }

    @Override
    public String name() {
        return String.join(" ", command) + " deploy";
    }

    @Override
    public Optional<String> obstacle(Synthesized example) throws InterruptedException {
        for (String stack : example.stacks()) {
            if (exists(stack)) {
                return Optional.of(
                        "The stack %s is there already; the kit would change it and then destroy it. Destroy it first, or use another account or region."
                                .formatted(stack));
            }
        }
        AwsApi.Answer bootstrap =
                aws.json("ssm", "AmazonSSM.GetParameter", Json.object().put("Name", BOOTSTRAP));
        return bootstrap.ok()
                ? Optional.empty()
                : Optional.of("%s (%s) is not bootstrapped for the CDK: run cdk bootstrap there first."
                        .formatted(region, bootstrap.told()));
    }

    /** CloudFormation reports a missing stack as an invalid request. */
    private boolean exists(String stack) throws InterruptedException {
        AwsApi.Answer answer =
                aws.query("cloudformation", CLOUDFORMATION, "DescribeStacks", Map.of("StackName", stack));
        if (!answer.ok() && !answer.body().contains("does not exist")) {
            throw new IllegalStateException("Cannot look for the stack " + stack + ": " + answer.told());
        }
        return answer.ok();
    }

    @Override
    public void deploy(Synthesized example) throws InterruptedException {
        run(example, "deploy", "--require-approval", "never");
    }

    @Override
    public void destroy(Synthesized example) throws InterruptedException {
        List<String> buckets = new ArrayList<>();
        for (String stack : example.stacks()) {
            buckets.addAll(buckets(stack));
        }
        for (String bucket : buckets) {
            empty(bucket);
        }
        try {
            run(example, "destroy", "--force");
        } catch (IllegalStateException e) {
            // Logs of a cluster arrive minutes after its end.
            for (String bucket : buckets) {
                empty(bucket);
            }
            run(example, "destroy", "--force");
        }
        for (String stack : example.stacks()) {
            if (exists(stack)) {
                throw new IllegalStateException("The stack %s is still there, see %s".formatted(stack, log));
            }
        }
    }

    private List<String> buckets(String stack) throws InterruptedException {
        List<String> buckets = new ArrayList<>();
        Map<String, String> input = new TreeMap<>(Map.of("StackName", stack));
        do {
            String page = aws.query("cloudformation", CLOUDFORMATION, "ListStackResources", input)
                    .body();
            BUCKET.matcher(page).results().map(bucket -> bucket.group(1)).forEach(buckets::add);
            input.put("NextToken", page.contains("<NextToken>") ? element(page, "NextToken") : "");
        } while (!input.get("NextToken").isEmpty());
        return buckets;
    }

    /** Empties the buckets: CloudFormation can't delete a bucket with an object or a version of one. */
    private void empty(String bucket) throws InterruptedException {
        List<MatchResult> objects;
        do {
            AwsApi.Answer list = aws.s3(SdkHttpMethod.GET, bucket, "/?versions");
            objects = OBJECT.matcher(list.body()).results().toList();
            for (MatchResult object : objects) {
                AwsApi.Answer deleted = aws.s3(
                        SdkHttpMethod.DELETE,
                        bucket,
                        "/" + encoded(element(object.group(1), "Key"), "/") + "?versionId="
                                + encoded(element(object.group(1), "VersionId"), ""));
                if (!deleted.ok()) {
                    throw new IllegalStateException("Cannot empty the bucket " + bucket + ": " + deleted.told());
                }
            }
        } while (!objects.isEmpty());
    }

    private static String element(String xml, String name) {
        return xml.replaceAll("(?s).*<" + name + ">(.*?)</" + name + ">.*", "$1")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static String encoded(String text, String kept) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return kept.isEmpty() ? encoded : encoded.replace("%2F", kept);
    }

    private void run(Synthesized example, String verb, String... options) throws InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(verb, "--all", "--app", example.folder().toString()));
        line.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeAll(Set.of("AWS_PROFILE", "AWS_SESSION_TOKEN"));
        builder.environment().putAll(environment());
        int code = await(start(builder));
        if (code != 0) {
            throw new IllegalStateException(
                    "%s %s ended with exit code %d, see %s".formatted(String.join(" ", command), verb, code, log));
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot run " + builder.command().get(0) + ", which deploys", e);
        }
    }

    private static int await(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } finally {
            // After an interruption the kit destroys the stacks: a running deployment would conflict with that.
            process.destroy();
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        }
    }

    private Map<String, String> environment() {
        AwsCredentials now = credentials.resolveCredentials();
        Map<String, String> environment = new TreeMap<>(Map.of(
                "AWS_REGION", region.id(),
                "AWS_DEFAULT_REGION", region.id(),
                "AWS_ACCESS_KEY_ID", now.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", now.secretAccessKey()));
        if (now instanceof AwsSessionCredentials session) {
            environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        }
        return environment;
    }
}
