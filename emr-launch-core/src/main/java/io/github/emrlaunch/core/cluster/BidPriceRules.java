package io.github.emrlaunch.core.cluster;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Rules for bid prices of Spot Instances.
 *
 * @see <a href="https://docs.aws.amazon.com/emr/latest/APIReference/API_InstanceTypeConfig.html">InstanceTypeConfig</a>
 */
final class BidPriceRules {
    /**
     * EMR answers "The bid price is invalid" to any value that is not a price, including {@code OnDemandPrice}:
     * https://github.com/aws/aws-sdk/issues/167.
     */
    private static final Pattern PRICE = Pattern.compile("(?=.*[1-9])(\\d+\\.?\\d*|\\.\\d+)");

    private BidPriceRules() {}

    /** Returns warnings about bid prices without an effect. No EMR page says that EMR refuses them. */
    static List<String> warnings(RequestNode request) {
        return request.get("Instances").get("InstanceGroups").elements().stream()
                .filter(group -> group.get("BidPrice").isSet())
                .filter(group -> group.get("Market").is(Market.ON_DEMAND))
                .map(group -> "'%s' has no effect on On-Demand Instances: use market SPOT, or remove it"
                        .formatted(group.get("BidPrice").path()))
                .toList();
    }

    static void check(RequestNode config) {
        RequestNode price = config.get("BidPrice");
        if (price.isSet()
                && !price.isUnresolved()
                && !PRICE.matcher(price.text()).matches()) {
            throw price.violates(
                    "must be a price in USD an hour, such as 0.25; without it, EMR pays up to the On-Demand price");
        }
        RequestNode percentage = config.get("BidPriceAsPercentageOfOnDemandPrice");
        if (percentage.isSet() && price.isSet()) {
            throw percentage.conflicts("and 'BidPrice' are both given: a bid is a price or a percentage");
        }
        if (percentage.isSet()
                && !percentage.isUnresolved()
                && percentage.json().asDouble() <= 0) {
            throw percentage.violates("must be above 0");
        }
    }
}
