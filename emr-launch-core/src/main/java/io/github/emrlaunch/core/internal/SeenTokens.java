package io.github.emrlaunch.core.internal;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.CfnDynamicReference;
import software.amazon.awscdk.DefaultTokenResolver;
import software.amazon.awscdk.IPostProcessor;
import software.amazon.awscdk.IResolvable;
import software.amazon.awscdk.IResolveContext;
import software.amazon.awscdk.Reference;
import software.amazon.awscdk.ResolveOptions;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.StringConcat;
import software.amazon.awscdk.Tokenization;
import software.constructs.Construct;

/** The tokens within tokens: the CDK resolves them, and this resolver records each nested token. */
final class SeenTokens extends DefaultTokenResolver {
    private final List<IResolvable> tokens = new ArrayList<>();

    private SeenTokens() {
        super(new StringConcat());
    }

    /** The tokens, including nested ones, and the text that the CDK creates from all. */
    record Seen(List<IResolvable> tokens, String text) {
        Seen with(List<IResolvable> more) {
            List<IResolvable> all = new ArrayList<>(tokens);
            all.addAll(more);
            return new Seen(all, text);
        }

        boolean hasSecret() {
            return Tokens.hasSecret(text) || tokens.stream().anyMatch(SecretValue.class::isInstance);
        }
    }

    /** Resolves tokens. Lazy values must be known at this time, because the CDK caches their first value. */
    static Seen of(Construct scope, List<IResolvable> tokens) {
        SeenTokens resolver = new SeenTokens();
        Object resolved = Tokenization.resolve(
                tokens,
                ResolveOptions.builder()
                        .scope(scope)
                        .resolver(resolver)
                        .preparing(false)
                        .build());
        return new Seen(resolver.tokens, String.valueOf(resolved));
    }

    /** Returns whether the CDK may create a token's value only at the end of synthesis. */
    static boolean mayBeLazy(IResolvable token) {
        return !(token instanceof Reference || token instanceof SecretValue || token instanceof CfnDynamicReference);
    }

    @Override
    public Object resolveToken(IResolvable token, IResolveContext context, IPostProcessor postProcessor) {
        tokens.add(token);
        return super.resolveToken(token, context, postProcessor);
    }
}
