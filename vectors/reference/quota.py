"""Quotas 抽查比例 (§3): exact integers, never a float. @law V-09 @law V-10"""


def cut_quota(size, num, den, least):
    """min(N, max(min, ceil(N * num / den)))."""
    return min(size, max(least, (size * num + den - 1) // den))


def default_reserve(size, quota):
    """ceil(20 % of quota), at most what is left."""
    return min(size - quota, (quota + 4) // 5)
