package io.github.emrlaunch.core.code;

import io.github.emrlaunch.core.internal.Buckets;
import io.github.emrlaunch.core.internal.Digests;
import io.github.emrlaunch.core.internal.KeyAccess;
import io.github.emrlaunch.core.internal.Tokens;
import io.github.emrlaunch.definitions.Json;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.constructs.Construct;

/** The deployments of code in a stack. Each location has one deployment, even if several constructs use the code. */
final class CodeDeployments extends Construct {
    private static final String ID = "EmrLaunch::Code";
    private static final int DIGITS = 8;

    private final Stack stack;
    private final List<DeployedCode> deployed = new ArrayList<>();

    private CodeDeployments(Stack stack) {
        super(stack, ID);
        this.stack = stack;
    }

    /** Returns the deployments of the scope's stack. */
    static CodeDeployments of(Construct scope) {
        Stack stack = Stack.of(scope);
        return stack.getNode().tryFindChild(ID) instanceof CodeDeployments existing
                ? existing
                : new CodeDeployments(stack);
    }

    /**
     * Deploys code, unless the stack already deploys it.
     *
     * @param user the construct that uses it
     * @throws IllegalArgumentException if this deployment or another one in the app would remove the other's files
     */
    void add(DeployedCode code, Construct user) {
        if (deployed.contains(code)) {
            return;
        }
        CodePlaces.of(user).claim(stack, code, user);
        if (deployed.stream().noneMatch(code::isDeployedAs)) {
            CodeFolder folder = code.folder();
            if (folder != null) {
                Upload upload = Upload.of(this, stack);
                upload.deploy(id(code, upload), folder, code);
            } else {
                deployAsGiven(code);
            }
        }
        deployed.add(code);
    }

    private void deployAsGiven(DeployedCode code) {
        BucketDeployment deployment = new BucketDeployment(this, id(code, this), code.properties());
        IKey key = code.bucket().getEncryptionKey();
        if (key != null) {
            KeyAccess.allowDataKeysOfAlias(key, deployment.getHandlerRole());
        }
        Upload.suppressFindings(deployment);
    }

    /**
     * Returns the id of a deployment: the readable bucket and prefix, and a digest of both, since ids do not allow all
     * of their characters.
     */
    private String id(DeployedCode code, Construct scope) {
        String bucket = code.bucket().getNode().getId();
        String place = Buckets.identity(code.bucket()) + "\n" + Json.write(Json.of(stack.resolve(code.prefix())));
        String prefix = Tokens.isUnresolved(code.prefix()) ? "" : code.prefix().replace('/', '-');
        String id = "%s-%s-%s".formatted(bucket, prefix, Digests.of(place, DIGITS));
        int more = 1;
        String unique = id;
        // Deployments that remove nothing may share a location, and a builder that failed may have left its deployment.
        while (scope.getNode().tryFindChild(unique) != null) {
            more++;
            unique = id + "-" + more;
        }
        return unique;
    }
}
