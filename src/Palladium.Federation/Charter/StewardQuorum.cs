namespace Palladium.Federation.Charter;

/// <summary>
/// How many of n stewards must sign: more than (n + f) / 2, where f = (n - 1) / 3 is how many of them may be dishonest.
/// Any two quorums then share more than f stewards, hence an honest one, and an honest steward signs one successor only.
/// </summary>
public static class StewardQuorum
{
    /// <summary>Stewards that may be dishonest without two successors of one parent coming into being.</summary>
    public static int Faulty(int stewards) => (stewards - 1) / 3;

    /// <summary>The least threshold that a charter with that many stewards may have.</summary>
    public static int Least(int stewards) => ((stewards + Faulty(stewards)) / 2) + 1;
}
