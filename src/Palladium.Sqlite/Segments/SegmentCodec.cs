using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Sqlite.Segments;

/// <summary>
/// The compact form of readings and positions. A stream of records; names (sources, units, kinds, callsigns) are written
/// once and then referred to by number in the order of their appearance; times are milliseconds since 1970, as the
/// difference to the record before (zigzag varint); values are IEEE 754 doubles, little endian.
/// </summary>
/// <remarks>
/// Records: <c>1</c> name (length, UTF-8); <c>2</c> reading (name, time, value, received - time); <c>3</c> position (unit, kind,
/// callsign, time, stale - time, latitude, longitude, flags, [heading], [speed], feed). The format is frozen with header version 1.
/// </remarks>
internal sealed class SegmentWriter
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private long _lastTime;

    public void Write(ArrayBufferWriter<byte> target, in Observation reading)
    {
        var name = Name(target, reading.Source);
        Byte(target, 2);
        Varint(target, (ulong)name);
        var time = Time(target, reading.Time);
        Double(target, reading.Value);
        Signed(target, reading.Received.ToUnixTimeMilliseconds() - time);
    }

    public void Write(ArrayBufferWriter<byte> target, UnitPosition position)
    {
        var unit = Name(target, position.Unit);
        var kind = Name(target, position.Kind);
        var callsign = Name(target, position.Callsign);
        Byte(target, 3);
        Varint(target, (ulong)unit);
        Varint(target, (ulong)kind);
        Varint(target, (ulong)callsign);
        var time = Time(target, position.Time);
        Signed(target, position.Stale.ToUnixTimeMilliseconds() - time);
        Double(target, position.Place.Latitude);
        Double(target, position.Place.Longitude);
        Byte(target, (byte)((position.Heading is null ? 0 : 1) | (position.Speed is null ? 0 : 2)));
        if (position.Heading is { } heading)
        {
            Double(target, heading);
        }

        if (position.Speed is { } speed)
        {
            Double(target, speed);
        }

        Byte(target, (byte)position.Feed);
    }

    private int Name(ArrayBufferWriter<byte> target, string name)
    {
        if (_names.TryGetValue(name, out var number))
        {
            return number;
        }

        var bytes = Encoding.UTF8.GetBytes(name);
        Byte(target, 1);
        Varint(target, (ulong)bytes.Length);
        target.Write(bytes);
        _names.Add(name, _names.Count);
        return _names.Count - 1;
    }

    private long Time(ArrayBufferWriter<byte> target, DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        Signed(target, milliseconds - _lastTime);
        _lastTime = milliseconds;
        return milliseconds;
    }

    private static void Byte(ArrayBufferWriter<byte> target, byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }

    private static void Double(ArrayBufferWriter<byte> target, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(target.GetSpan(8), value);
        target.Advance(8);
    }

    private static void Signed(ArrayBufferWriter<byte> target, long value) => Varint(target, (ulong)((value << 1) ^ (value >> 63)));

    private static void Varint(ArrayBufferWriter<byte> target, ulong value)
    {
        var span = target.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        target.Advance(length);
    }
}

/// <summary>Reads what <see cref="SegmentWriter"/> wrote; a stream that it cannot have written is refused.</summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> bytes, MemberId owner)
{
    private readonly List<string> _names = [];
    private ReadOnlySpan<byte> _rest = bytes;
    private long _lastTime;

    /// <exception cref="FormatException">The bytes are not a segment's records.</exception>
    public void ReadAll(Action<Observation> reading, Action<UnitPosition> position)
    {
        while (_rest.Length > 0)
        {
            switch (Byte())
            {
                case 1:
                    _names.Add(Encoding.UTF8.GetString(Take(checked((int)Varint()))));
                    break;
                case 2:
                    var source = Name();
                    var time = Time();
                    var value = Double();
                    reading(new Observation(source, Of(time), value, Of(time + Signed())));
                    break;
                case 3:
                    position(Position());
                    break;
                case var other:
                    throw new FormatException($"A segment holds a record of unknown type {other}.");
            }
        }
    }

    private UnitPosition Position()
    {
        var (unit, kind, callsign) = (Name(), Name(), Name());
        var time = Time();
        var stale = time + Signed();
        var place = new GeoPoint(Double(), Double());
        var flags = Byte();
        double? heading = (flags & 1) == 0 ? null : Double();
        double? speed = (flags & 2) == 0 ? null : Double();
        return new UnitPosition(unit, owner, kind, callsign, place, heading, speed, Of(time), Of(stale), (Feed)Byte());
    }

    private string Name()
    {
        var number = Varint();
        return number < (ulong)_names.Count ? _names[(int)number] : throw new FormatException("A segment refers to a name that it does not hold.");
    }

    private long Time() => _lastTime += Signed();

    private byte Byte() => Take(1)[0];

    private double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    private long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("A number in a segment is too long.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new FormatException("A segment ends in the middle of a record.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static DateTimeOffset Of(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
