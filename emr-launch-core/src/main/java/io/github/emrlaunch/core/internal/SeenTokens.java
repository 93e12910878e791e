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

/** What tokens are made of: the CDK resolves them, and each token within another is seen on the way. */
final class SeenTokens extends DefaultTokenResolver {
    private final List<IResolvable> tokens = new ArrayList<>();

    private SeenTokens() {
        super(new StringConcat());
    }

    /** The tokens with those within them, and the text that the CDK makes of all. */
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

    /** Resolves tokens. What is lazy must be known by now: the CDK keeps what it gives the first time. */
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

    /** Whether the CDK makes something of a token that only the end of synth knows. */
    static boolean mayBeLazy(IResolvable token) {
        return !(token instanceof Reference || token instanceof SecretValue || token instanceof CfnDynamicReference);
    }

    @Override
    public Object resolveToken(IResolvable token, IResolveContext context, IPostProcessor postProcessor) {
        tokens.add(token);
        return super.resolveToken(token, context, postProcessor);
    }
}
