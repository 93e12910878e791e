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
 * Reads Parameter Store during synthesis, in the region of the stack and with the app's credentials. The CDK CLI passes
 * neither its option {@code --profile} nor its credentials to apps, so the app's credentials may belong to another
 * account than the one that the CLI deploys to.
 *
 * @see <a href="https://github.com/aws/aws-cdk/issues/16473">aws-cdk 16473</a>
 */
final class SynthParameterStore {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final @Nullable String account;
    private final @Nullable String region;

    /**
     * Creates a reader for a stack.
     *
     * @param account the stack's account; null if it is a token
     * @param region the stack's region; null if it is a token
     */
    SynthParameterStore(@Nullable String account, @Nullable String region) {
        this.account = account;
        this.region = region;
    }

    /**
     * Reads from the store.
     *
     * @param path the path that is read, for messages
     * @throws IllegalArgumentException if the store can't be read, or belongs to another account than the stack
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
            // The wrong account is the usual reason for a missing definition.
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
     * Returns the account of the credentials if no answer of Parameter Store contained it. The call requires no
     * permission.
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
            // STS may be unreachable in a network that only allows Parameter Store. The account only improves the
            // message.
            return Optional.empty();
        }
    }

    /**
     * Refuses definitions of another account. They would be deployed with this stack, and the mistake would only appear
     * at a launch.
     */
    private void requireAccount(String path, Optional<String> ofCredentials) {
        if (account != null && ofCredentials.isPresent() && !account.equals(ofCredentials.get())) {
            throw unreadable(
                    path,
                    ("the credentials are of account %s, and the stack is of account %s. Set AWS_PROFILE to a profile of that account, as in "
                                    + "AWS_PROFILE=… cdk deploy: the CDK CLI does not pass its option --profile to apps")
                            .formatted(ofCredentials.get(), account),
                    null);
        }
    }

    private static IllegalArgumentException unreadable(String path, String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'%s' can't be read from Parameter Store: %s. Or set the context key '%s' to a directory of definitions"
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
                    + ". Use credentials of the account that contains it, with permission to call ssm:GetParameter, ssm:GetParameters and ssm:GetParametersByPath";
        }
        return SynthCredentials.sentence(message) + ". Check the network, the proxy and the region";
    }

    /**
     * The account of the last parameter that was read. It is taken from the parameter's ARN in the answer, without a
     * further request.
     */
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
