package io.github.emrlaunch.local.internal.serverless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import io.github.emrlaunch.local.internal.iam.Iam;
import io.github.emrlaunch.local.internal.iam.IamAuthorizer;
import io.github.emrlaunch.local.internal.iam.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The possible output locations of a job. They show when a job cannot write output, even if it does not run. */
final class JobOutputs {
    private static final Pattern IN_S3 = Pattern.compile("s3[an]?://([^/]+)/(.+?)/?");

    private final Account account;
    private final Iam iam;
    private final IamAuthorizer authorizer;

    JobOutputs(Account account, Iam iam, IamAuthorizer authorizer) {
        this.account = account;
        this.iam = iam;
        this.authorizer = authorizer;
    }

    /**
     * Returns the arguments of a StartJobRun request that are S3 URIs where the role may write an object, or objects with this
     * prefix.
     */
    List<String> of(JsonNode request, String roleArn) {
        List<String> outputs = new ArrayList<>();
        iam.role(roleArn).ifPresent(role -> request.at("/jobDriver/sparkSubmit/entryPointArguments")
                .forEach(argument -> {
                    if (isWritable(argument.asText(), role)) {
                        outputs.add(argument.asText());
                    }
                }));
        return outputs;
    }

    private boolean isWritable(String argument, Role role) {
        Matcher uri = IN_S3.matcher(argument);
        if (!uri.matches()) {
            return false;
        }
        String object = "arn:%s:s3:::%s/%s".formatted(account.partition(), uri.group(1), uri.group(2));
        // Spark writes to a prefix, with one object for each partition.
        return allows(role, object) || allows(role, object + "/part-00000");
    }

    private boolean allows(Role role, String object) {
        return authorizer.wouldAllow(role, RequiredPermission.of("s3:PutObject", object));
    }
}
