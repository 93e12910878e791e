package io.github.emrlaunch.local.internal.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Ids;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.aws.RequiredPermission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The operations that describe functions, see <a href="https://docs.aws.amazon.com/lambda/latest/api/">Lambda API</a>. */
final class FunctionDescriptions {
    private static final int MAX_ITEMS = 50;
    private static final DateTimeFormatter MODIFIED = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Account account;
    private final FunctionStore store;
    private final Concurrency concurrency;

    FunctionDescriptions(Account account, FunctionStore store, Concurrency concurrency) {
        this.account = account;
        this.store = store;
        this.concurrency = concurrency;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "GetFunction", ofFunction("GetFunction", this::getFunction),
                "GetFunctionConfiguration", ofFunction("GetFunctionConfiguration", this::getFunctionConfiguration),
                "ListFunctions",
                        Operation.requiring(
                                input -> RequiredPermission.of("lambda:ListFunctions", "*"), this::listFunctions),
                "ListVersionsByFunction", ofFunction("ListVersionsByFunction", this::listVersions),
                "ListAliases", ofFunction("ListAliases", this::listAliases),
                "GetAlias", ofFunction("GetAlias", this::getAlias),
                "GetPolicy", ofFunction("GetPolicy", this::getPolicy));
    }

    private Operation ofFunction(String action, Operation.Handler handler) {
        return Operation.requiring(
                input -> RequiredPermission.of(
                        "lambda:" + action, FunctionName.of(account, input).arn(account)),
                handler);
    }

    private JsonNode getFunction(CallContext context, ObjectNode input) {
        FunctionName name = FunctionName.of(account, input);
        LambdaFunction function = function(name);
        ObjectNode output = AwsJson.object();
        output.set("Configuration", configuration(function, name));
        output.putObject("Code").put("RepositoryType", "S3").put("Location", location(function));
        Integer reserved = concurrency.reservedFor(function.name());
        if (reserved != null) {
            output.putObject("Concurrency").put("ReservedConcurrentExecutions", reserved);
        }
        return output;
    }

    /** Returns the location of the code on this machine; empty for code that is not an asset. */
    private static String location(LambdaFunction function) {
        Path asset = function.source().asset();
        return asset == null ? "" : asset.toUri().toString();
    }

    private JsonNode getFunctionConfiguration(CallContext context, ObjectNode input) {
        FunctionName name = FunctionName.of(account, input);
        return configuration(function(name), name);
    }

    private JsonNode listFunctions(CallContext context, ObjectNode input) {
        List<LambdaFunction> functions = store.functions();
        String versions = AwsJson.text(input, "FunctionVersion");
        if ("ALL".equals(versions)) {
            functions = functions.stream()
                    .flatMap(function -> store.versions(function.name()).stream())
                    .toList();
        } else if (versions != null) {
            throw Inputs.constraint(
                    "'" + versions + "'", "FunctionVersion", "Member must satisfy enum value set: [ALL]");
        }
        boolean all = versions != null;
        return page(input, "Functions", functions, function -> listed(function, all));
    }

    private JsonNode listVersions(CallContext context, ObjectNode input) {
        LambdaFunction function = function(FunctionName.of(account, input));
        return page(input, "Versions", store.versions(function.name()), version -> listed(version, true));
    }

    private JsonNode listAliases(CallContext context, ObjectNode input) {
        LambdaFunction function = function(FunctionName.of(account, input));
        String version = AwsJson.text(input, "FunctionVersion");
        List<FunctionStore.Alias> aliases = store.aliases(function.name()).stream()
                .filter(alias -> version == null || alias.version().equals(version))
                .toList();
        return page(input, "Aliases", aliases, alias -> description(function, alias));
    }

    private JsonNode getAlias(CallContext context, ObjectNode input) {
        FunctionName name = FunctionName.of(account, input);
        String alias = Inputs.required(input, "Name");
        LambdaFunction function = function(name);
        return store.alias(name.function(), alias)
                .map(found -> description(function, found))
                .orElseThrow(() -> AwsException.of(
                        "ResourceNotFoundException",
                        404,
                        "Cannot find alias arn: " + new FunctionName(name.function(), alias).arn(account)));
    }

    private JsonNode getPolicy(CallContext context, ObjectNode input) {
        FunctionName name = FunctionName.of(account, input);
        List<JsonNode> statements = store.statements(name.arn(account));
        if (store.find(name).isEmpty() || statements.isEmpty()) {
            throw AwsException.of("ResourceNotFoundException", 404, "The resource you requested does not exist.");
        }
        ObjectNode policy = AwsJson.object().put("Version", "2012-10-17").put("Id", "default");
        statements.forEach(policy.putArray("Statement")::add);
        return AwsJson.object()
                .put("Policy", policy.toString())
                .put("RevisionId", Ids.uuid("policy/" + name.arn(account) + policy));
    }

    private LambdaFunction function(FunctionName name) {
        return store.find(name).orElseThrow(() -> store.notFound(name));
    }

    private static ObjectNode description(LambdaFunction function, FunctionStore.Alias alias) {
        String arn = function.arn() + ":" + alias.name();
        return AwsJson.object()
                .put("AliasArn", arn)
                .put("Name", alias.name())
                .put("FunctionVersion", alias.version())
                .put("Description", alias.description())
                .put("RevisionId", Ids.uuid("alias/" + arn + "/" + alias.version()));
    }

    /** Returns a function in the format of lists: without states, and qualified when versions are listed. */
    private ObjectNode listed(LambdaFunction function, boolean qualified) {
        ObjectNode configuration =
                configuration(function, new FunctionName(function.name(), qualified ? function.version() : null));
        configuration.remove(List.of("State", "LastUpdateStatus"));
        return configuration;
    }

    private ObjectNode configuration(LambdaFunction function, FunctionName name) {
        ObjectNode configuration = AwsJson.object()
                .put("FunctionName", function.name())
                .put("FunctionArn", name.arn(account))
                .put("Role", function.roleArn())
                .put("CodeSize", size(function.source().asset()))
                .put("CodeSha256", hash(function.source().asset()))
                .put("Description", function.description())
                .put("Timeout", function.timeoutSeconds())
                .put("MemorySize", function.memoryMegabytes())
                .put("LastModified", MODIFIED.format(store.modified(function)))
                .put("Version", function.version())
                .put("RevisionId", Ids.uuid("function/" + function.qualifiedArn() + store.modified(function)))
                .put("State", "Active")
                .put("LastUpdateStatus", "Successful")
                .put("PackageType", function.runtime().isEmpty() ? "Image" : "Zip");
        if (!function.runtime().isEmpty()) {
            configuration.put("Runtime", function.runtime()).put("Handler", function.handler());
        }
        if (!function.environment().isEmpty()) {
            ObjectNode variables = configuration.putObject("Environment").putObject("Variables");
            function.environment().forEach(variables::put);
        }
        configuration.putArray("Architectures").add("x86_64");
        configuration.putObject("EphemeralStorage").put("Size", 512);
        configuration.putObject("TracingConfig").put("Mode", "PassThrough");
        configuration.putObject("LoggingConfig").put("LogFormat", "Text").put("LogGroup", function.logGroup());
        configuration
                .putObject("SnapStart")
                .put("ApplyOn", function.snapStart() ? "PublishedVersions" : "None")
                .put("OptimizationStatus", function.startsFromSnapshot() ? "On" : "Off");
        return configuration;
    }

    private static <T> ObjectNode page(
            ObjectNode input, String member, List<T> all, Function<T, ObjectNode> description) {
        int size = Math.min(MAX_ITEMS, Inputs.number(input, "MaxItems", MAX_ITEMS, 1, 10_000));
        Page<T> page = Page.of(
                all,
                AwsJson.text(input, "Marker"),
                size,
                () -> AwsException.client("InvalidParameterValueException", "Invalid pagination token"));
        ObjectNode output = AwsJson.object();
        ArrayNode list = output.putArray(member);
        page.elements().forEach(element -> list.add(description.apply(element)));
        if (page.next() != null) {
            output.put("NextMarker", page.next());
        }
        return output;
    }

    private static long size(@Nullable Path code) {
        return files(code).stream().mapToLong(file -> file.toFile().length()).sum();
    }

    private static String hash(@Nullable Path code) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files(code)) {
                digest.update(Files.readAllBytes(file));
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the code " + code, e);
        }
    }

    /** Returns the file of the code, or the files in its directory. */
    private static List<Path> files(@Nullable Path code) {
        if (code == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(code)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the code " + code, e);
        }
    }
}
