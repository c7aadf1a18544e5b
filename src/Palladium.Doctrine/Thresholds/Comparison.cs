namespace Palladium.Doctrine.Thresholds;

/// <summary>On which side of its value a rule fires.</summary>
public enum Comparison
{
    /// <summary>Fires at the value and beyond it upwards; clears strictly below the clear value.</summary>
    AtLeast,

    /// <summary>Fires at the value and beyond it downwards; clears strictly above the clear value.</summary>
    AtMost,
}
