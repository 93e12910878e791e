package io.github.emrlaunch.core.store;

import io.github.emrlaunch.core.internal.Arns;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.ParameterStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.SsmClientBuilder;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/**
 * Parameter Store as an app reads it while it is synthesized: in the region of the stack, with the credentials of whoever runs the app.
 * The CDK CLI hands neither its option {@code --profile} nor the credentials that it found on to apps, so these may be of another account
 * than the one that it deploys to.
 *
 * @see <a href="https://github.com/aws/aws-cdk/issues/16473">aws-cdk 16473</a>
 */
final class SynthParameterStore {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final @Nullable String account;
    private final @Nullable String region;

    /**
     * That of a stack.
     *
     * @param account the stack's; null when only the deployment knows it
     * @param region likewise
     */
    SynthParameterStore(@Nullable String account, @Nullable String region) {
        this.account = account;
        this.region = region;
    }

    /**
     * Reads.
     *
     * @param path what is read, for messages
     * @throws IllegalArgumentException when it can't be read, or is of another account than the stack
     */
    <R> R read(String path, Function<DefinitionStore, R> reader) {
        Accounts found = new Accounts();
        try (DefaultCredentialsProvider credentials =
                        DefaultCredentialsProvider.builder().build();
                SsmClient client = client(credentials, found)) {
            requireAccount(path, credentials.resolveCredentials().accountId());
            R read = read(path, reader, client, credentials);
            requireAccount(path, found.account == null ? callersAccount(credentials) : Optional.of(found.account));
            return read;
        } catch (SdkException e) {
            throw unreadable(path, reason(e), e);
        }
    }

    private <R> R read(
            String path, Function<DefinitionStore, R> reader, SsmClient client, AwsCredentialsProvider credentials) {
        try {
            return reader.apply(new ParameterStore(client));
        } catch (DefinitionNotFoundException e) {
            // In another account there is none of that name, as a rule.
            requireAccount(path, callersAccount(credentials));
            throw e;
        }
    }

    private SsmClient client(DefaultCredentialsProvider credentials, Accounts found) {
        SsmClientBuilder builder = SsmClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(credentials)
                .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(found));
        if (region != null) {
            builder.region(Region.of(region));
        }
        return builder.build();
    }

    /**
     * The account of the credentials, where Parameter Store has given nothing that says it. To ask for it needs no permission.
     *
     * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
     */
    private Optional<String> callersAccount(AwsCredentialsProvider credentials) {
        if (account == null) {
            return Optional.empty();
        }
        StsClientBuilder builder = StsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(credentials)
                .overrideConfiguration(configuration -> configuration.apiCallTimeout(PATIENCE));
        if (region != null) {
            builder.region(Region.of(region));
        }
        try (StsClient client = builder.build()) {
            return Optional.ofNullable(client.getCallerIdentity().account());
        } catch (SdkException e) {
            // A network may let Parameter Store through and nothing else. It helps people only.
            return Optional.empty();
        }
    }

    /** Definitions of another account would come into stacks of this one, and nobody would see it before a launch. */
    private void requireAccount(String path, Optional<String> ofCredentials) {
        if (account != null && ofCredentials.isPresent() && !account.equals(ofCredentials.get())) {
            throw unreadable(
                    path,
                    ("the credentials are of account %s, and the stack is of account %s. Set AWS_PROFILE to a profile of that account, as in "
                                    + "AWS_PROFILE=… cdk deploy: the CDK CLI does not hand its option --profile on to apps")
                            .formatted(ofCredentials.get(), account),
                    null);
        }
    }

    private static IllegalArgumentException unreadable(String path, String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'%s' can't be read from Parameter Store: %s. Or set the context key '%s' to a folder of definitions"
                        .formatted(path, reason, StoredDefinitions.DIRECTORY_CONTEXT),
                cause);
    }

    private static String reason(SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unable to load region")) {
            return "no region is known. Give the stack an 'env' with the region, or set AWS_REGION or a profile with a region";
        }
        if (message.startsWith("Unable to load credentials")) {
            return SynthCredentials.missing();
        }
        if (e instanceof AwsServiceException) {
            return SynthCredentials.sentence(message)
                    + ". Take credentials of the account that holds it, which may call ssm:GetParameter, ssm:GetParameters and ssm:GetParametersByPath";
        }
        return SynthCredentials.sentence(message) + ". See that the network, a proxy and the region are right";
    }

    /** The account of the last parameter that was read: its ARN is a part of the answer, so that nothing more is asked for. */
    private static final class Accounts implements ExecutionInterceptor {
        private @Nullable String account;

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            if (context.response() instanceof GetParameterResponse one) {
                see(one.parameter());
            } else if (context.response() instanceof GetParametersByPathResponse several) {
                several.parameters().forEach(this::see);
            }
        }

        private void see(Parameter parameter) {
            if (parameter.arn() != null) {
                account = Arns.account(parameter.arn());
            }
        }
    }
}
